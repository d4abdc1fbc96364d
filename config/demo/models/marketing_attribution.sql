with spent as (
    select day, channel, sum(spend_eur)::numeric(12, 2) as spend_eur
    from demo_warehouse.raw_ad_spend
    group by day, channel
)

select
    spent.day,
    spent.channel,
    spent.spend_eur,
    count(orders.order_id) as orders,
    (spent.spend_eur / nullif(count(orders.order_id), 0))::numeric(12, 2) as cost_per_order
from spent
left join demo_warehouse.fct_orders as orders on orders.placed_on = spent.day and orders.sales_channel = spent.channel
group by spent.day, spent.channel, spent.spend_eur
