select
    800000 + order_id,
    order_id,
    (array['dhl', 'DHL', 'gls', 'ups'])[1 + mod(order_id, 4)],
    placed_at + interval '20 hours',
    case when placed_at < %(today)s::date - 4 then placed_at + make_interval(days => (1 + mod(order_id * 7, 5))::integer) end,
    (0.2 + mod(order_id * 613, 4000) / 1000.0)::numeric(8, 3)
from demo_warehouse.raw_orders
where status in ('shipped', 'returned')
