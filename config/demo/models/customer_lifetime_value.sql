select
    customers.customer_id,
    customers.country,
    customers.orders,
    sum(orders.net_amount)::numeric(12, 2) as net_amount,
    max(orders.placed_on) as last_order_on
from demo_warehouse.dim_customer as customers
join demo_warehouse.fct_orders as orders on orders.customer_id = customers.customer_id
where orders.status not in ('cancelled', 'returned')
group by customers.customer_id, customers.country, customers.orders
