select
    100000 + i,
    1 + mod(i * 7919, 3000),
    %(today)s::date - 40 + (i * 40 / 4001) + make_interval(mins => mod(i * 613, 1440)),
    case mod(i * 37, 100) when 0 then 'test' when 1 then 'cancelled' when 2 then 'returned' when 3 then 'returned' else 'shipped' end,
    (array['EUR', 'EUR', 'EUR', 'EUR', 'EUR', 'PLN', 'DKK', 'EUR'])[1 + mod(i * 5, 8)],
    case when mod(i, 11) = 0 then 'TEA10' end,
    case when i > 4000 - 1200 then (array['web', 'web', 'app', 'phone'])[1 + mod(i * 13, 4)] end
from generate_series(1, 4000) as i
