select
    product_id,
    (date_trunc('week', %(today)s::date) + interval '7 days')::date,
    (sum(quantity) / 40.0 * 7)::numeric(10, 1)
from demo_warehouse.stg_order_lines
group by product_id
