select
    900000 + payments.payment_id,
    payments.payment_id,
    payments.amount_cents,
    payments.paid_at + interval '4 days'
from demo_warehouse.raw_payments as payments
join demo_warehouse.raw_orders as orders on orders.order_id = payments.order_id
where orders.status = 'returned'
