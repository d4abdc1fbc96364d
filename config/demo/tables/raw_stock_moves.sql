select
    i,
    1 + mod(i * 101, 240),
    case when mod(i, 5) = 0 then 40 else -1 - mod(i, 9) end,
    %(today)s::date - 40 + make_interval(mins => i * 9)
from generate_series(1, 6000) as i
