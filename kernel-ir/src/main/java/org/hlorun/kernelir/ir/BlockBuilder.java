package org.hlorun.kernelir.ir;

import java.util.List;

/**
 * Adds operations of the threads of a block that give values to a kernel.
 *
 * @param builder the kernel
 */
public record BlockBuilder(KernelBuilder builder) {
  /** Four matrices from shared memory, as {@link BlockOperation.LoadMatrices} says. */
  public List<Value> loadMatrices(Buffer buffer, IndexExpr index, boolean transposed) {
    List<Value> results = builder.fresh(ScalarType.I32, 4);
    builder.add(new BlockOperation.LoadMatrices(results, buffer, index, transposed));
    return results;
  }

  /** A product of matrices, as {@link BlockOperation.MultiplyMatrices} says. */
  public List<Value> multiplyMatrices(
      MatrixFactor factors, List<Value> a, List<Value> b, List<Value> c) {
    List<Value> results = builder.fresh(factors.sum(), 4);
    builder.add(new BlockOperation.MultiplyMatrices(results, factors, a, b, c));
    return results;
  }

  /** A product of tiles, as {@link WarpgroupOperation.MultiplyTiles} says. */
  public List<Value> multiplyTiles(
      MatrixFactor factors,
      WarpgroupOperation.Tile a,
      WarpgroupOperation.Tile b,
      List<Value> sums) {
    List<Value> results = builder.fresh(factors.sum(), sums.size());
    builder.add(new WarpgroupOperation.MultiplyTiles(results, factors, a, b, sums));
    return results;
  }

  /** A product, as {@link WarpgroupOperation.MultiplyRegisters} says. */
  public List<Value> multiplyRegisters(
      MatrixFactor factors, List<Value> a, WarpgroupOperation.Tile b, List<Value> sums) {
    List<Value> results = builder.fresh(factors.sum(), sums.size());
    builder.add(new WarpgroupOperation.MultiplyRegisters(results, factors, a, b, sums));
    return results;
  }

  /** A value of another thread, as {@link BlockOperation.ExchangeLanes} says. */
  public Value exchangeLanes(Value value, int distance) {
    Value result = builder.fresh(value.type(), 1).getFirst();
    builder.add(new BlockOperation.ExchangeLanes(result, value, distance));
    return result;
  }

  /** Two factors in one, as {@link BlockOperation.PackFactors} says. */
  public Value packFactors(MatrixFactor factors, Value low, Value high) {
    Value result = builder.fresh(ScalarType.I32, 1).getFirst();
    builder.add(new BlockOperation.PackFactors(result, factors, low, high));
    return result;
  }

  /** 2 to a power, as {@link BlockOperation.PowerOfTwo} says. */
  public Value powerOfTwo(Value exponent) {
    Value result = builder.fresh(ScalarType.F32, 1).getFirst();
    builder.add(new BlockOperation.PowerOfTwo(result, exponent));
    return result;
  }
}
