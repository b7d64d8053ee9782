package org.hlorun.kernelir.share;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.hlorun.kernelir.KernelRunner;
import org.hlorun.kernelir.ir.Kernel;
import org.hlorun.kernelir.ir.KernelText;
import org.hlorun.kernelir.ir.KernelVerifier;
import org.hlorun.kernelir.lower.Lowering;
import org.hlorun.kernelir.lower.contract.LoweredKernel;
import org.hlorun.kernelir.machine.TargetDescription;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.parser.HloParser;
import org.hlorun.language.verifier.HloVerifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Kernels that are equal but for sizes become one, which gives the same results bit by bit. */
class KernelSharingTest {
  private static final TargetDescription MACHINE = TargetDescription.named("x86-64-v3");

  private static final String EXPONENTIAL =
      "x = f32[A] parameter(0) ROOT r = f32[A] exponential(x)";

  private static final String SCALED =
      "x = f32[A] parameter(0) ROOT r = f32[A] fusion(x), kind=kLoop, calls=multiply_K";

  private static final String SUM =
      "x = f32[A,B] parameter(0) y = f32[B,A] parameter(1) t = f32[A,B] transpose(y),"
          + " dimensions={1,0} ROOT r = f32[A,B] add(x, t)";

  private static final String TRANSPOSE =
      "x = f32[A,B] parameter(0) ROOT r = f32[B,A] transpose(x), dimensions={1,0}";

  private static final String COLUMNS =
      "x = f32[A,B,C] parameter(0) z = f32[] constant(0) ROOT r = f32[B] reduce(x, z),"
          + " dimensions={0,2}, to_apply=add";

  private static final String ROWS =
      "x = f32[A,B] parameter(0) z = f32[] constant(0) ROOT r = f32[A] reduce(x, z),"
          + " dimensions={1}, to_apply=add";

  private static final String CONVOLUTION =
      "x = f32[N,A,H,H] parameter(0) w = f32[B,A,3,3] parameter(1) ROOT r = f32[N,B,H,H]"
          + " convolution(x, w), window={size=3x3 pad=1_1x1_1}, dim_labels=bf01_oi01->bf01";

  private static final String DEPTHWISE =
      "x = f32[N,A,H,H] parameter(0) w = f32[A,1,3,3] parameter(1) ROOT r = f32[N,A,H,H]"
          + " convolution(x, w), window={size=3x3 pad=1_1x1_1}, dim_labels=bf01_oi01->bf01,"
          + " feature_group_count=A";

  private static final String WEIGHTS =
      "x = f32[N,A,H,H] parameter(0) g = f32[N,B,H,H] parameter(1) ROOT r = f32[A,B,1,1]"
          + " convolution(x, g), window={size=HxH}, dim_labels=fb01_io01->bf01";

  private static HloModule module(String body, String sizes) {
    String text = body;
    for (String size : sizes.split(" ", -1)) {
      String[] parts = size.split("=", -1);
      text = text.replaceAll("(?<![A-Za-z])" + parts[0] + "(?![A-Za-z])", parts[1]);
      text = text.replace(parts[0] + "x" + parts[0], parts[1] + "x" + parts[1]);
    }
    String whole =
        "HloModule t\n"
            + "add { a = f32[] parameter(0) b = f32[] parameter(1) ROOT s = f32[] add(a, b) }\n"
            + (text.contains("calls=") ? withConstant(text, sizes) : "")
            + "ENTRY main { "
            + text
            + " }\n";
    HloModule module = HloParser.parse(SourceText.of("t.hlo", whole));
    HloVerifier.verify(module);
    return module;
  }

  /** A computation that does something with a constant. */
  private static String withConstant(String text, String sizes) {
    String[] numbers = sizes.replaceAll("[A-Z]=", "").split(" ", -1);
    String type = text.substring(4, 7);
    String opcode = text.replaceAll(".*calls=([a-z]*)_.*", "$1");
    return """
    %1$s_%4$s {
      x = %2$s[%3$s] parameter(0)
      c = %2$s[] constant(%4$s)
      b = %2$s[%3$s] broadcast(c), dimensions={}
      ROOT r = %2$s[%3$s] %1$s(x, b)
    }
    """
        .formatted(opcode, type, numbers[0], numbers[1]);
  }

  private static List<LoweredKernel> kernels(HloModule module, TargetDescription machine) {
    return Lowering.lower(module.entry().root(), machine);
  }

  private static List<Literal> arguments(HloModule module) {
    List<Literal> arguments = new ArrayList<>();
    Random random = new Random(7);
    for (HloInstruction parameter : module.entry().parameters()) {
      ArrayLiteral literal = ArrayLiteral.allocate(parameter.shape().asArray());
      for (long i = 0; i < literal.elementCount(); i++) {
        if (literal.elementType().isFloat()) {
          literal.setDouble(i, random.nextGaussian());
        }
      }
      arguments.add(literal);
    }
    return arguments;
  }

  static Stream<Arguments> families() {
    return Stream.of(
        Arguments.of(EXPONENTIAL, List.of("A=192", "A=320", "A=64")),
        Arguments.of(EXPONENTIAL, List.of("A=203", "A=331")),
        Arguments.of(EXPONENTIAL, List.of("A=65536", "A=131072")),
        Arguments.of(SCALED, List.of("A=192 K=2", "A=320 K=5", "A=192 K=7")),
        Arguments.of(SCALED.replace("f32", "f64"), List.of("A=192 K=2", "A=320 K=5")),
        Arguments.of(EXPONENTIAL, List.of("A=208", "A=336", "A=144")),
        Arguments.of(SUM, List.of("A=40 B=24", "A=56 B=24", "A=40 B=24")),
        Arguments.of(TRANSPOSE, List.of("A=128 B=64", "A=192 B=64", "A=64 B=128")),
        Arguments.of(COLUMNS, List.of("A=5 B=48 C=49", "A=6 B=96 C=49")),
        Arguments.of(COLUMNS, List.of("A=5 B=9 C=256", "A=5 B=15 C=512")),
        Arguments.of(ROWS, List.of("A=5 B=300", "A=9 B=300")),
        Arguments.of(CONVOLUTION, List.of("N=2 A=16 B=16 H=9", "N=3 A=16 B=16 H=9")),
        Arguments.of(DEPTHWISE, List.of("N=2 A=8 H=14", "N=3 A=24 H=14")),
        Arguments.of(WEIGHTS, List.of("N=8 A=16 B=24 H=7", "N=8 A=24 B=24 H=7")));
  }

  @ParameterizedTest
  @MethodSource("families")
  void oneKernelComputesTheSame(String body, List<String> sizes) {
    TargetDescription host = TargetDescription.host();
    List<HloModule> modules = sizes.stream().map(each -> module(body, each)).toList();
    List<List<LoweredKernel>> own = modules.stream().map(each -> kernels(each, host)).toList();
    List<LoweredKernel> shared = KernelSharing.share(own.stream().flatMap(List::stream).toList());
    long different = shared.stream().map(LoweredKernel::kernel).distinct().count();
    assertTrue(different < shared.size(), body);
    int next = 0;
    for (int i = 0; i < modules.size(); i++) {
      List<LoweredKernel> kernels = shared.subList(next, next + own.get(i).size());
      next += own.get(i).size();
      kernels.forEach(
          each -> assertEquals(List.of(), KernelVerifier.problems(each.kernel()), body));
      HloInstruction root = modules.get(i).entry().root();
      List<Literal> arguments = arguments(modules.get(i));
      Literal expected = KernelRunner.run(root, own.get(i), arguments);
      assertEquals(expected, KernelRunner.run(root, kernels, arguments), sizes.get(i));
      assertEquals(
          KernelRunner.interpret(root, own.get(i), arguments),
          KernelRunner.interpret(root, kernels, arguments),
          sizes.get(i));
    }
  }

  private static List<LoweredKernel> shared(String body, String... sizes) {
    List<LoweredKernel> own = new ArrayList<>();
    for (String each : sizes) {
      own.addAll(kernels(module(body, each), MACHINE));
    }
    return KernelSharing.share(own);
  }

  /** The first kernels of two sizes are the same or not. */
  private static void assertShared(boolean expected, String body, String a, String b) {
    int first = kernels(module(body, a), MACHINE).size();
    List<LoweredKernel> kernels = shared(body, a, b);
    Kernel one = kernels.getFirst().kernel();
    Kernel other = kernels.get(first).kernel();
    if (expected) {
      assertSame(one, other, () -> KernelText.of(one) + KernelText.of(other));
    } else {
      assertNotSame(one, other);
    }
  }

  @Test
  void countsOfVectorLoopsDifferByWholeSteps() {
    assertShared(true, EXPONENTIAL, "A=192", "A=320");
    assertShared(true, EXPONENTIAL, "A=203", "A=331");
    assertShared(false, EXPONENTIAL, "A=192", "A=321");
    assertShared(false, EXPONENTIAL, "A=16", "A=320");
  }

  @Test
  void distancesInMemoryAreParameters() {
    assertShared(true, TRANSPOSE, "A=128 B=64", "A=192 B=64");
    assertShared(true, COLUMNS, "A=5 B=48 C=49", "A=6 B=96 C=49");
    assertShared(true, DEPTHWISE, "N=2 A=8 H=14", "N=3 A=24 H=14");
    assertShared(false, COLUMNS, "A=5 B=48 C=49", "A=5 B=48 C=50");
  }

  @Test
  void kernelsOfOtherCodeStayApart() {
    List<LoweredKernel> own = new ArrayList<>();
    for (String body : List.of(EXPONENTIAL, EXPONENTIAL.replace("exponential", "tanh"))) {
      own.addAll(kernels(module(body, "A=192"), MACHINE));
      own.addAll(kernels(module(body.replace("f32", "f64"), "A=192"), MACHINE));
    }
    assertEquals(own, KernelSharing.share(own));
  }

  @Test
  void numbersThatAreMultipliedWithAreParameters() {
    assertShared(true, SCALED, "A=192 K=2", "A=320 K=2");
    assertShared(true, SCALED, "A=192 K=2", "A=320 K=3");
    assertShared(true, SCALED.replace("f32", "f64"), "A=192 K=2", "A=192 K=3");
    assertShared(false, SCALED.replace("f32", "s32"), "A=192 K=2", "A=320 K=3");
    assertShared(false, SCALED.replace("multiply", "maximum"), "A=192 K=2", "A=320 K=3");
  }

  @Test
  void equalKernelsAreOneAsTheyAre() {
    List<LoweredKernel> own = new ArrayList<>();
    own.addAll(kernels(module(EXPONENTIAL, "A=192"), MACHINE));
    own.addAll(kernels(module(EXPONENTIAL, "A=192"), MACHINE));
    List<LoweredKernel> shared = KernelSharing.share(own);
    assertEquals(own.getFirst(), shared.getFirst());
    assertSame(own.getFirst().kernel(), shared.getLast().kernel());
    assertEquals(own.getLast().arguments(), shared.getLast().arguments());
  }

  @Test
  void theLibraryStaysWhatItIs() {
    String product =
        "x = f32[A,B] parameter(0) y = f32[B,A] parameter(1) ROOT r = f32[A,A] dot(x, y),"
            + " lhs_contracting_dims={1}, rhs_contracting_dims={0}";
    List<LoweredKernel> own = new ArrayList<>();
    own.addAll(kernels(module(product, "A=320 B=256"), MACHINE));
    own.addAll(kernels(module(product, "A=256 B=512"), MACHINE));
    own.forEach(each -> assertTrue(each.kernel().isForAllSizes()));
    assertEquals(own, KernelSharing.share(own));
  }

  @Test
  void sharedKernelsAreTheProgramsOwn() {
    List<LoweredKernel> kernels = shared(COLUMNS, "A=5 B=48 C=49", "A=6 B=96 C=49");
    assertSame(kernels.getFirst().kernel(), kernels.getLast().kernel());
    kernels.forEach(each -> assertFalse(each.kernel().isForAllSizes()));
    assertNotSame(kernels.getFirst().arguments(), kernels.getLast().arguments());
  }
}
