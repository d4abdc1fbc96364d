with goods as (
    select orders.placed_on as day, sum(lines.quantity * products.cost_eur) as goods_eur
    from demo_warehouse.fct_orders as orders
    join demo_warehouse.stg_order_lines as lines on lines.order_id = orders.order_id
    join demo_warehouse.dim_product as products on products.product_id = lines.product_id
    group by orders.placed_on
),

parcels as (
    select shipped_on as day, sum(charge_eur) as delivery_eur
    from demo_warehouse.fct_deliveries
    group by shipped_on
),

revenue as (
    select day, sum(revenue_eur) as revenue_eur
    from demo_warehouse.fct_revenue_daily
    group by day
)

select
    revenue.day,
    revenue.revenue_eur::numeric(14, 2) as revenue_eur,
    goods.goods_eur::numeric(14, 2) as goods_eur,
    coalesce(parcels.delivery_eur, 0)::numeric(14, 2) as delivery_eur,
    (revenue.revenue_eur - goods.goods_eur - coalesce(parcels.delivery_eur, 0))::numeric(14, 2) as margin_eur
from revenue
join goods on goods.day = revenue.day
left join parcels on parcels.day = revenue.day
