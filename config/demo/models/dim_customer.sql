select
    customers.customer_id,
    customers.country,
    customers.birth_decade,
    customers.signed_up_on,
    min(orders.placed_on) as first_order_on,
    count(orders.order_id) as orders
from demo_warehouse.stg_customers as customers
left join demo_warehouse.fct_orders as orders on orders.customer_id = customers.customer_id
group by customers.customer_id, customers.country, customers.birth_decade, customers.signed_up_on
