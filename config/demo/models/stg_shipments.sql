select
    shipment_id,
    order_id,
    upper(carrier) as carrier,
    (shipped_at at time zone 'UTC')::date as shipped_on,
    (delivered_at at time zone 'UTC')::date - (shipped_at at time zone 'UTC')::date as days_in_transit,
    parcel_weight
from demo_warehouse.raw_shipments
