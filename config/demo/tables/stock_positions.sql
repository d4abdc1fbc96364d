select product_id, greatest(0, sum(quantity)), max(moved_at)
from demo_warehouse.raw_stock_moves
group by product_id
