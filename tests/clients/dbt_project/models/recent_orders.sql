{{ config(materialized="view") }}
select id as order_id, customer_id, price from {{ ref("orders") }}
