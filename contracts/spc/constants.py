"""Table constants of Shewhart charts by subgroup size, to the three decimals that published charts use (Montgomery, ISQC, appendix VI)."""

from types import MappingProxyType

# Mean and standard deviation of the range of n standard normal values.
D2 = MappingProxyType({2: 1.128, 3: 1.693, 4: 2.059, 5: 2.326, 6: 2.534, 7: 2.704, 8: 2.847, 9: 2.970, 10: 3.078})
D3 = MappingProxyType({2: 0.853, 3: 0.888, 4: 0.880, 5: 0.864, 6: 0.848, 7: 0.833, 8: 0.820, 9: 0.808, 10: 0.797})
# Median of the moving range of two standard normal values: the sigma of a series with a few wild points.
MEDIAN_RANGE = 0.954
# D4 for two values: the upper limit of moving ranges, in mean moving ranges.
MOVING_RANGE_UPPER = 3.267
# Median distance of a normal value from the middle, in sigmas.
MEDIAN_DISTANCE = 0.6745
