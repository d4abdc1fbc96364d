select
    100000 + i,
    line,
    product.product_id,
    1 + mod(i + line, 4),
    product.price_cents,
    case when mod(i, 11) = 0 then product.price_cents / 10 else 0 end
from generate_series(1, 4000) as i
cross join generate_series(1, 4) as line
join demo_warehouse.raw_products as product on product.product_id = 1 + mod(i * 101 + line * 37, 240)
where line <= 1 + mod(i, 4)
