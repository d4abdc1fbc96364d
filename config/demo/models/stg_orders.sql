select
    order_id,
    customer_id,
    placed_at,
    (placed_at at time zone 'UTC')::date as placed_on,
    status,
    currency,
    coalesce(sales_channel, 'web') as sales_channel
from demo_warehouse.raw_orders
where status <> 'test'
