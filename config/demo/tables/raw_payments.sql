with bill as (
    select order_id, sum(quantity * unit_price_cents - discount_cents) as cents
    from demo_warehouse.raw_order_lines
    group by order_id
)

select
    500000 + orders.order_id,
    orders.order_id,
    (array['Card', 'PayPal', 'Invoice', 'card'])[1 + mod(orders.order_id, 4)],
    bill.cents - case when mod(orders.order_id, 400) = 0 then 100 else 0 end,
    orders.currency,
    orders.placed_at + make_interval(mins => 2)
from demo_warehouse.raw_orders as orders
join bill on bill.order_id = orders.order_id
where orders.status not in ('test', 'cancelled')
