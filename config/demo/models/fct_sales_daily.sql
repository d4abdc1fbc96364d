select
    orders.placed_on,
    products.category,
    count(distinct orders.order_id) as orders,
    sum(lines.quantity) as pieces,
    (sum(lines.net_cents) / 100.0)::numeric(12, 2) as net_amount
from demo_warehouse.stg_orders as orders
join demo_warehouse.stg_order_lines as lines on lines.order_id = orders.order_id
join demo_warehouse.dim_product as products on products.product_id = lines.product_id
group by orders.placed_on, products.category
