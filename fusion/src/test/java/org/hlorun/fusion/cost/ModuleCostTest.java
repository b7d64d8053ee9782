package org.hlorun.fusion.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.parser.HloParser;
import org.junit.jupiter.api.Test;

/** Costs that are worked out by hand. */
class ModuleCostTest {
  private static KernelCost root(String body) {
    return KernelCost.of(module(body).entry().root());
  }

  private static HloModule module(String body) {
    return HloParser.parse(SourceText.of("m.hlo", "HloModule m\n" + body));
  }

  @Test
  void anOperandIsReadOnceHoweverOftenItIsNamed() {
    KernelCost cost =
        root("ENTRY e {\n x = f32[10] parameter(0)\n ROOT r = f32[10] add(x, x)\n}");
    assertEquals(new KernelCost(40, 40, 10), cost);
  }

  @Test
  void aScalarConstantIsPartOfTheCode() {
    KernelCost cost =
        root(
            """
            s {
             a = f32[] parameter(0)
             b = f32[] parameter(1)
             ROOT c = f32[] add(a, b)
            }
            ENTRY e {
             x = f32[10,3] parameter(0)
             z = f32[] constant(0)
             ROOT r = f32[3] reduce(x, z), dimensions={0}, to_apply=s
            }
            """);
    assertEquals(new KernelCost(120, 12, 30), cost);
  }

  @Test
  void aDotCountsMultiplicationsAndAdditions() {
    KernelCost cost =
        root(
            """
            ENTRY e {
             x = bf16[4,5] parameter(0)
             y = bf16[5,6] parameter(1)
             ROOT d = f32[4,6] dot(x, y), lhs_contracting_dims={1}, rhs_contracting_dims={0}
            }
            """);
    assertEquals(new KernelCost(40 + 60, 96, 2 * 4 * 5 * 6), cost);
  }

  @Test
  void aConvolutionHasAProductPerElementOfItsKernelAndInputFeature() {
    KernelCost cost =
        root(
            """
            ENTRY e {
             x = f32[1,8,8,3] parameter(0)
             w = f32[2,2,3,4] parameter(1)
             ROOT c = f32[1,7,7,4] convolution(x, w), window={size=2x2}, dim_labels=b01f_01io->b01f
            }
            """);
    assertEquals(2.0 * (7 * 7 * 4) * (2 * 2 * 3), cost.operations());
  }

  @Test
  void slicesTouchAPartOfTheirOperand() {
    KernelCost cost =
        root(
            "ENTRY e {\n x = f32[100] parameter(0)\n"
                + " ROOT r = f32[7] slice(x), slice={[0:7]}\n}");
    assertEquals(new KernelCost(28, 28, 0), cost);
  }

  @Test
  void aFusionReadsWhatItsInstructionsTouchAndWritesTheUpdate() {
    KernelCost cost =
        root(
            """
            f {
             cache = f32[1000] parameter(0)
             x = f32[500] parameter(1)
             i = s32[] parameter(2)
             part = f32[10] dynamic-slice(x, i), dynamic_slice_sizes={10}
             e = f32[10] exponential(part)
             ROOT u = f32[1000] dynamic-update-slice(cache, e, i)
            }
            ENTRY m {
             cache = f32[1000] parameter(0)
             x = f32[500] parameter(1)
             i = s32[] parameter(2)
             ROOT r = f32[1000] fusion(cache, x, i), kind=kLoop, calls=f
            }
            """);
    assertEquals(40 + 4, cost.bytesRead());
    assertEquals(40, cost.bytesWritten());
  }

  @Test
  void kernelsOfLoopsCountOnceAndControlFlowIsNone() {
    HloModule module =
        module(
            """
            body {
             p = f32[10] parameter(0)
             ROOT n = f32[10] negate(p)
            }
            condition {
             p = f32[10] parameter(0)
             ROOT t = pred[] constant(true)
            }
            ENTRY m {
             x = f32[10] parameter(0)
             ROOT w = f32[10] while(x), condition=condition, body=body
            }
            """);
    assertEquals(new ModuleCost(1, 80, 10), ModuleCost.of(module));
    HloInstruction loop = module.entry().root();
    assertFalse(KernelCost.isKernel(loop));
    assertTrue(KernelCost.isKernel(module.computation("body").orElseThrow().root()));
  }
}
