select
    customer_id,
    md5(lower(email)) as email_hash,
    (extract(decade from date_of_birth) * 10)::integer as birth_decade,
    country,
    (signed_up_at at time zone 'UTC')::date as signed_up_on,
    wants_newsletter
from demo_warehouse.raw_customers
