select
    payments.paid_on as day,
    customers.country,
    count(distinct orders.order_id) as orders,
    (sum(payments.kept_cents * rates.eur_rate) / 100.0)::numeric(14, 2) as revenue_eur
from demo_warehouse.stg_payments as payments
join demo_warehouse.fct_orders as orders on orders.order_id = payments.order_id
join demo_warehouse.stg_fx_rates as rates on rates.day = payments.paid_on and rates.currency = payments.currency
join demo_warehouse.dim_customer as customers on customers.customer_id = orders.customer_id
group by payments.paid_on, customers.country
