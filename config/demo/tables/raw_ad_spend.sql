select
    (%(today)s::date - back),
    campaign,
    channel,
    (20 + mod(back * 7919 + length(campaign) * 613, 9000) / 100.0)::numeric(12, 2)
from generate_series(1, 40) as back
cross join (values ('autumn-tea', 'web'), ('gift-boxes', 'web'), ('app-launch', 'app'), ('hotline', 'phone')) as campaigns (campaign, channel)
