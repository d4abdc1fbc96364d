select
    customer_id,
    case
        when net_amount > 300 then 'loyal'
        when last_order_on > %(today)s::date - 10 then 'promising'
        when last_order_on > %(today)s::date - 25 then 'sleeping'
        else 'leaving'
    end,
    least(0.999, (%(today)s::date - last_order_on) / 45.0)::numeric(4, 3),
    %(today)s::date
from demo_warehouse.customer_lifetime_value
