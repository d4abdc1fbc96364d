select
    products.product_id,
    products.product_name,
    count(reviews.review_id) as reviews,
    avg(reviews.stars)::numeric(3, 2) as stars
from demo_warehouse.raw_reviews as reviews
join demo_warehouse.dim_product as products on products.sku = reviews.sku
group by products.product_id, products.product_name
