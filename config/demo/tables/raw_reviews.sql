select
    700000 + i,
    'KC-' || lpad((1 + mod(i * 101, 240))::text, 4, '0'),
    greatest(1, 5 - mod(i * 13, 7) / 2),
    (%(today)s::date - mod(i * 31, 400))
from generate_series(1, 2500) as i
