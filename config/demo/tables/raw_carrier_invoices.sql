select
    'INV-' || to_char(shipped_at, 'YYYYMM') || '-' || upper(carrier),
    shipment_id,
    (2.9 + parcel_weight * 0.8)::numeric(12, 2)
from demo_warehouse.raw_shipments
where mod(shipment_id, 50) <> 0
