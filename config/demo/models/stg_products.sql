select
    product_id,
    sku,
    name as product_name,
    lower(trim(category)) as category,
    cost_cents,
    is_active
from demo_warehouse.raw_products
