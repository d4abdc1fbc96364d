select day, upper(currency) as currency, eur_rate
from demo_warehouse.raw_fx_rates
