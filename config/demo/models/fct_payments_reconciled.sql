select
    orders.order_id,
    orders.net_amount as ordered_amount,
    (sum(payments.kept_cents) / 100.0)::numeric(12, 2) as paid_amount,
    (orders.net_amount - sum(payments.kept_cents) / 100.0)::numeric(12, 2) as difference
from demo_warehouse.fct_orders as orders
left join demo_warehouse.stg_payments as payments on payments.order_id = orders.order_id
group by orders.order_id, orders.net_amount
