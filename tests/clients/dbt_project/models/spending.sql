select c.id as customer_id, c.name as customer_name, sum(o.price) as total_spent
from {{ ref("customers") }} as c
join {{ ref("recent_orders") }} as o on o.customer_id = c.id
group by 1, 2
