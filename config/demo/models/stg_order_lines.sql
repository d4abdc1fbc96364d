select
    order_id,
    line_no,
    product_id,
    quantity,
    quantity * unit_price_cents as gross_cents,
    quantity * unit_price_cents - discount_cents as net_cents
from demo_warehouse.raw_order_lines
where quantity > 0
