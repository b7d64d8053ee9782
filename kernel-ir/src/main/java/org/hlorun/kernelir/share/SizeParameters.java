package org.hlorun.kernelir.share;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hlorun.kernelir.ir.Buffer;
import org.hlorun.kernelir.ir.IndexExpr;
import org.hlorun.kernelir.ir.Operation;
import org.hlorun.kernelir.ir.ScalarType;
import org.hlorun.kernelir.ir.Value;
import org.hlorun.language.collection.LongList;

/**
 * The parameters of a kernel that several become: numbers that differ between these, each with its
 * value for every one of them. The kernel reads them at its start from one more argument.
 */
final class SizeParameters {
  private final Map<LongList, Value> values = new LinkedHashMap<>();

  /** The parameter that is so much for each kernel. */
  IndexExpr of(LongList numbers) {
    return IndexExpr.variable(value(numbers), min(numbers), max(numbers));
  }

  /** The value of a parameter. */
  Value value(LongList numbers) {
    return values.computeIfAbsent(numbers, key -> new Value(ScalarType.I64));
  }

  static long min(LongList numbers) {
    long least = numbers.get(0);
    for (int i = 1; i < numbers.size(); i++) {
      least = Math.min(least, numbers.get(i));
    }
    return least;
  }

  static long max(LongList numbers) {
    long greatest = numbers.get(0);
    for (int i = 1; i < numbers.size(); i++) {
      greatest = Math.max(greatest, numbers.get(i));
    }
    return greatest;
  }

  boolean isEmpty() {
    return values.isEmpty();
  }

  /** The argument that they are read from. */
  Buffer buffer() {
    return new Buffer("sizes", ScalarType.I64, values.size(), Buffer.Role.INPUT);
  }

  /** What reads them all. */
  List<Operation> loads(Buffer sizes) {
    List<Operation> loads = new ArrayList<>();
    for (Value value : values.values()) {
      IndexExpr place = IndexExpr.constant(loads.size());
      loads.add(new Operation.Load(value, sizes, place, null));
    }
    return loads;
  }

  /** Their values for one of the kernels. */
  long[] ofKernel(int number) {
    return values.keySet().stream().mapToLong(numbers -> numbers.get(number)).toArray();
  }
}
