select
    i,
    'KC-' || lpad(i::text, 4, '0'),
    (array['Morning', 'Harbour', 'Winter', 'Quiet', 'Golden', 'Night'])[1 + mod(i, 6)] || ' '
    || (array['Green', 'Black', 'White', 'Rooibos', 'Kettle', 'Cup', 'Strainer', 'Gift box'])[1 + mod(i / 6, 8)] || ' ' || i,
    (array['Tea ', 'tea', 'Kettles', 'Cups', 'Accessories', 'Gifts'])[1 + mod(i * 7, 6)],
    300 + mod(i * 7919, 4200),
    600 + mod(i * 7919, 4200) * 2,
    mod(i, 17) <> 0
from generate_series(1, 240) as i
