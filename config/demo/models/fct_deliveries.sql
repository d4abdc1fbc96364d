select
    shipments.shipment_id,
    shipments.order_id,
    shipments.carrier,
    shipments.shipped_on,
    shipments.days_in_transit,
    coalesce(shipments.days_in_transit > 3, false) as is_late,
    sum(invoices.charge_eur)::numeric(12, 2) as charge_eur
from demo_warehouse.stg_shipments as shipments
left join demo_warehouse.raw_carrier_invoices as invoices on invoices.shipment_id = shipments.shipment_id
group by shipments.shipment_id, shipments.order_id, shipments.carrier, shipments.shipped_on, shipments.days_in_transit
