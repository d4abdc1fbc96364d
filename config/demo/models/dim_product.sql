select
    product_id,
    sku,
    product_name,
    category,
    (cost_cents / 100.0)::numeric(12, 2) as cost_eur,
    is_active
from demo_warehouse.stg_products
