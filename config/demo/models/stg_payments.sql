with refunded as (
    select payment_id, sum(amount_cents) as amount_cents
    from demo_warehouse.raw_refunds
    group by payment_id
)

select
    payments.payment_id,
    payments.order_id,
    lower(payments.method) as method,
    payments.currency,
    (payments.paid_at at time zone 'UTC')::date as paid_on,
    payments.amount_cents - coalesce(refunded.amount_cents, 0) as kept_cents
from demo_warehouse.raw_payments as payments
left join refunded on refunded.payment_id = payments.payment_id
