select
    orders.order_id,
    orders.customer_id,
    orders.placed_on,
    orders.status,
    orders.currency,
    orders.sales_channel,
    sum(lines.quantity) as items,
    (sum(lines.net_cents) / 100.0)::numeric(12, 2) as net_amount
from demo_warehouse.stg_orders as orders
join demo_warehouse.stg_order_lines as lines on lines.order_id = orders.order_id
group by orders.order_id, orders.customer_id, orders.placed_on, orders.status, orders.currency, orders.sales_channel
