package org.hlorun.interpreter.contraction;

import static org.hlorun.interpreter.programs.LiteralAssert.assertClose;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.hlorun.interpreter.op.Evaluator;
import org.hlorun.interpreter.op.TestEvaluation;
import org.hlorun.language.attribute.ConvolutionDimensions;
import org.hlorun.language.attribute.Window;
import org.hlorun.language.attribute.WindowDimension;
import org.hlorun.language.collection.LongList;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.Attributes;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.Opcode;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.shape.ArrayShape;
import org.hlorun.language.shape.ElementType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Compares with the definitions on random shapes and dimension numbers. The values are small
 * integers, so that every order of summation is exact. A test's argument is its seed.
 */
class RandomContractionsTest {
  private static final int TRIALS = 60;

  /** The types of the operands and of the result. */
  private static final ElementType[][] TYPES = {
    {ElementType.F32, ElementType.F32, ElementType.F32},
    {ElementType.F64, ElementType.F64, ElementType.F64},
    {ElementType.BF16, ElementType.BF16, ElementType.BF16},
    {ElementType.F16, ElementType.F16, ElementType.F32},
    {ElementType.F8E4M3FN, ElementType.F8E4M3FN, ElementType.F32},
    {ElementType.S8, ElementType.S8, ElementType.S32},
    {ElementType.U16, ElementType.U16, ElementType.U32},
    {ElementType.S64, ElementType.S64, ElementType.S64},
    {ElementType.PRED, ElementType.PRED, ElementType.PRED},
    {ElementType.C64, ElementType.C64, ElementType.C64},
    {ElementType.C128, ElementType.C128, ElementType.C128},
    {ElementType.F32, ElementType.F32, ElementType.F64},
    {ElementType.S8, ElementType.S8, ElementType.F32},
    {ElementType.F32, ElementType.C64, ElementType.C64},
    {ElementType.BF16, ElementType.S8, ElementType.F32},
    {ElementType.F32, ElementType.F16, ElementType.S32},
  };

  private static final Map<Opcode, Evaluator> TABLE = new EnumMap<>(Opcode.class);

  static {
    ContractionOps.register(TABLE);
  }

  private Random random;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void dotAgreesWithItsDefinition(long seed) {
    random = new Random(seed);
    for (int trial = 0; trial < TRIALS; trial++) {
      HloInstruction dot = randomDot();
      ArrayLiteral left = randomOperand(dot.operand(0));
      ArrayLiteral right = randomOperand(dot.operand(1));
      assertClose(
          describe(seed, trial, dot),
          NaiveContractions.dot(dot, left, right),
          evaluate(dot, left, right),
          0);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void convolutionAgreesWithItsDefinition(long seed) {
    random = new Random(seed);
    for (int trial = 0; trial < TRIALS; trial++) {
      HloInstruction convolution = randomConvolution();
      ArrayLiteral input = randomOperand(convolution.operand(0));
      ArrayLiteral kernel = randomOperand(convolution.operand(1));
      assertClose(
          describe(seed, trial, convolution),
          NaiveContractions.convolution(convolution, input, kernel),
          evaluate(convolution, input, kernel),
          0);
    }
  }

  private static String describe(long seed, int trial, HloInstruction instruction) {
    return "seed %d, trial %d: %s of %s and %s, %s"
        .formatted(
            seed,
            trial,
            instruction,
            instruction.operand(0).shape(),
            instruction.operand(1).shape(),
            instruction.attributes());
  }

  private static ArrayLiteral evaluate(HloInstruction instruction, Literal... operands) {
    return TABLE
        .get(instruction.opcode())
        .evaluate(instruction, operands, new TestEvaluation())
        .asArray();
  }

  private HloInstruction randomDot() {
    ElementType[] types = TYPES[random.nextInt(TYPES.length)];
    long[] batch = sizes(random.nextInt(3), 3);
    long[] contracted = sizes(random.nextInt(3), 5);
    long[] rows = sizes(random.nextInt(3), 6);
    long[] columns = sizes(random.nextInt(3), 6);
    // Now and then one that takes several blocks.
    for (long[] sizes : List.of(contracted, rows, columns)) {
      if (sizes.length == 1 && random.nextInt(4) == 0) {
        sizes[0] = 1L + random.nextInt(300);
      }
    }
    List<LongList> left = shuffledOperand(batch, contracted, rows);
    List<LongList> right = shuffledOperand(batch, contracted, columns);
    ArrayShape result =
        ArrayShape.of(
            types[2],
            LongStream.concat(
                    LongStream.of(batch),
                    LongStream.concat(left.get(3).stream(), right.get(3).stream()))
                .toArray());
    Attributes attributes =
        Attributes.builder()
            .put(Attribute.LHS_BATCH_DIMS, left.get(1))
            .put(Attribute.LHS_CONTRACTING_DIMS, left.get(2))
            .put(Attribute.RHS_BATCH_DIMS, right.get(1))
            .put(Attribute.RHS_CONTRACTING_DIMS, right.get(2))
            .build();
    return instruction(
        Opcode.DOT,
        result,
        ArrayShape.of(types[0], left.get(0)),
        ArrayShape.of(types[1], right.get(0)),
        attributes);
  }

  /** Dimensions in random order; where batch and contracted ones are; the sizes of the others. */
  private List<LongList> shuffledOperand(long[] batch, long[] contracted, long[] free) {
    int rank = batch.length + contracted.length + free.length;
    List<Integer> places = permutation(rank);
    long[] dimensions = new long[rank];
    long[] batchPlaces = new long[batch.length];
    long[] contractedPlaces = new long[contracted.length];
    for (int i = 0; i < batch.length; i++) {
      batchPlaces[i] = places.get(i);
      dimensions[places.get(i)] = batch[i];
    }
    for (int i = 0; i < contracted.length; i++) {
      contractedPlaces[i] = places.get(batch.length + i);
      dimensions[places.get(batch.length + i)] = contracted[i];
    }
    List<Integer> rest =
        places.subList(batch.length + contracted.length, rank).stream().sorted().toList();
    for (int i = 0; i < free.length; i++) {
      dimensions[rest.get(i)] = free[i];
    }
    return List.of(
        LongList.of(dimensions),
        LongList.of(batchPlaces),
        LongList.of(contractedPlaces),
        LongList.of(free));
  }

  private HloInstruction randomConvolution() {
    ElementType[] types = TYPES[random.nextInt(TYPES.length)];
    int spatialRank = random.nextInt(5);
    long groups = random.nextBoolean() ? 1 : 1L + random.nextInt(4);
    boolean batchGroups = random.nextBoolean();
    long batch = 1L + random.nextInt(3);
    long inputFeatures = random.nextInt(8) == 0 ? 0 : 1L + random.nextInt(4);
    long outputFeatures = groups * (1L + random.nextInt(4));
    List<Integer> in = permutation(spatialRank + 2);
    List<Integer> kernel = permutation(spatialRank + 2);
    List<Integer> out = permutation(spatialRank + 2);
    long[] inSizes = new long[spatialRank + 2];
    long[] kernelSizes = new long[spatialRank + 2];
    long[] outSizes = new long[spatialRank + 2];
    inSizes[in.get(0)] = batchGroups ? batch * groups : batch;
    inSizes[in.get(1)] = batchGroups ? inputFeatures : inputFeatures * groups;
    kernelSizes[kernel.get(0)] = inputFeatures;
    kernelSizes[kernel.get(1)] = outputFeatures;
    outSizes[out.get(0)] = batch;
    outSizes[out.get(1)] = outputFeatures;
    List<WindowDimension> window = new ArrayList<>();
    for (int s = 2; s < spatialRank + 2; s++) {
      int largest = spatialRank > 2 ? 3 : spatialRank == 1 ? 40 : 9;
      inSizes[in.get(s)] = 1L + random.nextInt(largest);
      WindowDimension dimension = randomWindow(inSizes[in.get(s)]);
      kernelSizes[kernel.get(s)] = dimension.size();
      outSizes[out.get(s)] = dimension.outputSize(inSizes[in.get(s)]);
      window.add(dimension);
    }
    ConvolutionDimensions labels =
        new ConvolutionDimensions(
            in.get(0),
            in.get(1),
            tail(in),
            kernel.get(0),
            kernel.get(1),
            tail(kernel),
            out.get(0),
            out.get(1),
            tail(out),
            "");
    Attributes attributes =
        Attributes.builder()
            .put(Attribute.WINDOW, new Window(window))
            .put(Attribute.DIM_LABELS, labels)
            .put(batchGroups ? Attribute.BATCH_GROUP_COUNT : Attribute.FEATURE_GROUP_COUNT, groups)
            .build();
    return instruction(
        Opcode.CONVOLUTION,
        ArrayShape.of(types[2], outSizes),
        ArrayShape.of(types[0], inSizes),
        ArrayShape.of(types[1], kernelSizes),
        attributes);
  }

  private WindowDimension randomWindow(long inputSize) {
    long size = 1L + random.nextInt((int) inputSize + 1);
    long stride = 1L + random.nextInt(3);
    long low = random.nextInt(-1, 4);
    long high = random.nextInt(-1, 4);
    long windowDilation = 1L + random.nextInt(2);
    long baseDilation = 1L + random.nextInt(3);
    return new WindowDimension(
        size, stride, low, high, windowDilation, baseDilation, random.nextBoolean());
  }

  private static LongList tail(List<Integer> places) {
    return LongList.of(places.stream().skip(2).mapToLong(i -> i).toArray());
  }

  private List<Integer> permutation(int size) {
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      places.add(i);
    }
    Collections.shuffle(places, random);
    return places;
  }

  private long[] sizes(int count, int largest) {
    return LongStream.range(0, count)
        .map(i -> random.nextInt(20) == 0 ? 0 : 1L + random.nextInt(largest))
        .toArray();
  }

  private ArrayLiteral randomOperand(HloInstruction operand) {
    ArrayLiteral literal = ArrayLiteral.allocate(operand.shape().asArray());
    boolean signed = !literal.elementType().isUnsigned() && !literal.elementType().isPred();
    for (long i = 0; i < literal.elementCount(); i++) {
      long value = signed ? random.nextInt(-3, 4) : random.nextInt(4);
      if (literal.elementType().isComplex()) {
        literal.setComplex(i, value, random.nextInt(-3, 4));
      } else {
        literal.setLong(i, value);
      }
    }
    return literal;
  }

  private static HloInstruction instruction(
      Opcode opcode, ArrayShape result, ArrayShape left, ArrayShape right, Attributes attributes) {
    HloComputation entry = new HloModule("test").addComputation("entry");
    HloInstruction a = entry.add("a", Opcode.PARAMETER, left, List.of(), Attributes.none());
    HloInstruction b = entry.add("b", Opcode.PARAMETER, right, List.of(), Attributes.none());
    return entry.add("c", opcode, result, List.of(a, b), attributes);
  }
}
