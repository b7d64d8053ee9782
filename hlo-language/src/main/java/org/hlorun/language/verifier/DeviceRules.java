package org.hlorun.language.verifier;

import java.util.HashSet;
import java.util.Set;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.sharding.DeviceList;

/** Lists of devices. */
final class DeviceRules {
  private DeviceRules() {}

  /**
   * The number of devices of a transposed iota, which is not expanded.
   *
   * @throws Violation of {@code invariant} if it is malformed or too large
   */
  static long iotaCount(DeviceList.Iota iota, Invariant invariant) {
    long total = 1;
    for (int i = 0; i < iota.reshape().size(); i++) {
      long size = iota.reshape().get(i);
      Violation.unless(
          size > 0 && size <= HloVerifier.MAX_DEVICES,
          invariant,
          "Device list %s has a dimension of size %d",
          iota.text(),
          size);
      total = Math.multiplyExact(total, size);
      Violation.unless(
          total <= HloVerifier.MAX_DEVICES,
          invariant,
          "Device list %s has more than %d devices",
          iota.text(),
          HloVerifier.MAX_DEVICES);
    }
    checkPermutation(iota, invariant);
    return total;
  }

  private static void checkPermutation(DeviceList.Iota iota, Invariant invariant) {
    LongList permutation = iota.permutation();
    Set<Long> seen = new HashSet<>();
    boolean valid = permutation.isEmpty() || permutation.size() == iota.reshape().size();
    for (int i = 0; i < permutation.size(); i++) {
      long dimension = permutation.get(i);
      valid &= dimension >= 0 && dimension < permutation.size() && seen.add(dimension);
    }
    Violation.unless(
        valid, invariant, "Device list %s does not permute its dimensions", iota.text());
  }

  /** The number of devices of a list, all different. */
  static long count(DeviceList devices, Invariant invariant) {
    return switch (devices) {
      case DeviceList.Iota iota -> iotaCount(iota, invariant);
      case DeviceList.Explicit explicit -> {
        Set<Long> seen = new HashSet<>();
        LongList list = explicit.devices();
        for (int i = 0; i < list.size(); i++) {
          Violation.unless(
              list.get(i) >= 0 && seen.add(list.get(i)),
              invariant,
              "Device %d is negative or repeated in a device list",
              list.get(i));
        }
        yield list.size();
      }
    };
  }
}
