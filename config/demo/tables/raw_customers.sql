select
    i,
    'customer' || i || '@mail.example',
    (array['Ada', 'Bo', 'Chloe', 'Dario', 'Emre', 'Freja', 'Gita', 'Hana'])[1 + mod(i, 8)] || ' '
    || (array['Olsen', 'Petit', 'Quast', 'Rossi', 'Silva', 'Tamm', 'Urban'])[1 + mod(i * 3, 7)],
    date '1950-01-01' + mod(i * 7919, 19000),
    %(today)s::date - mod(i * 31, 900) - interval '5 hours',
    mod(i, 3) <> 0,
    (array['DE', 'DE', 'DE', 'FR', 'AT', 'NL', 'PL', 'DK'])[1 + mod(i * 5, 8)]
from generate_series(1, 3000) as i
