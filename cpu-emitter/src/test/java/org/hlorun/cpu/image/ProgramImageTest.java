package org.hlorun.cpu.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import org.hlorun.bufferassignment.AssignmentOptions;
import org.hlorun.bufferassignment.BufferAssignment;
import org.hlorun.cpu.emitter.EmissionOptions;
import org.hlorun.cpu.emitter.NativeProgram;
import org.hlorun.cpu.emitter.ProgramEmitter;
import org.hlorun.fusion.fuse.FusionPass;
import org.hlorun.fusion.pass.PassOptions;
import org.hlorun.fusion.pipeline.OptimizationPipeline;
import org.hlorun.kernelir.machine.TargetDescription;
import org.hlorun.kernelir.plan.KernelPlan;
import org.hlorun.language.backend.Numerics;
import org.hlorun.language.backend.Options;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.parser.HloParser;
import org.hlorun.language.printer.HloPrinter;
import org.hlorun.language.printer.PrintForm;
import org.hlorun.language.verifier.HloVerifier;
import org.junit.jupiter.api.Test;

/** Images survive the disk, and are found again by the same program only. */
class ProgramImageTest {
  private static final TargetDescription TARGET = TargetDescription.named("x86-64-v3");

  /** Constants, a loop, a tuple of arguments and an instruction for the interpreter. */
  private static final String PROGRAM =
      """
      HloModule everything
      condition {
        s = (s32[], f32[3]) parameter(0)
        i = s32[] get-tuple-element(s), index=0
        n = s32[] constant(3)
        ROOT less = pred[] compare(i, n), direction=LT
      }
      body {
        s = (s32[], f32[3]) parameter(0)
        i = s32[] get-tuple-element(s), index=0
        one = s32[] constant(1)
        j = s32[] add(i, one)
        x = f32[3] get-tuple-element(s), index=1
        k = f32[3] constant({1, 2.5, nan})
        y = f32[3] add(x, k)
        ROOT t = (s32[], f32[3]) tuple(j, y)
      }
      ENTRY main {
        p = (s32[], f32[3]) parameter(0)
        w = (s32[], f32[3]) while(p), condition=condition, body=body
        x = f32[3] get-tuple-element(w), index=1
        ROOT c = f32[3] custom-call(x), custom_call_target="Unknown"
      }
      """;

  private static HloModule module(String text) {
    HloModule module = HloParser.parse(SourceText.of("everything.hlo", text));
    HloVerifier.verify(module);
    return module;
  }

  private static ProgramImage image() {
    HloModule module = module(PROGRAM);
    HloModule copy = OptimizationPipeline.optimize(module, PassOptions.DEFAULT);
    new FusionPass(false).run(copy);
    KernelPlan plan = KernelPlan.of(copy, TARGET);
    BufferAssignment memory = BufferAssignment.assign(copy, AssignmentOptions.DEFAULT);
    EmissionOptions emission = new EmissionOptions(true, 10, false, true, false, true);
    NativeProgram program = ProgramEmitter.emit(copy, plan, memory, TARGET, emission);
    return ProgramImage.of(module, program, List.of(new byte[] {1, 2}, new byte[0]));
  }

  @Test
  void anImageIsReadAsItWasWritten() throws IOException {
    ProgramImage image = image();
    assertFalse(image.constants().isEmpty());
    assertEquals(1, image.handedBack().size());
    assertEquals(1, image.loops().size());
    ProgramImage copy = ImageCodec.decode(ImageCodec.encode(image));
    assertEquals(image.table(), copy.table());
    assertEquals(image.loops(), copy.loops());
    assertEquals(image.largest(), copy.largest());
    assertEquals(image.temporaryBytes(), copy.temporaryBytes());
    assertEquals(image.scratchBytes(), copy.scratchBytes());
    assertEquals(image.resultBytes(), copy.resultBytes());
    assertEquals(image.usesWorkers(), copy.usesWorkers());
    assertEquals(2, copy.objects().size());
    assertArrayEquals(image.objects().getFirst(), copy.objects().getFirst());
    assertEquals(image.constants().size(), copy.constants().size());
    for (int i = 0; i < image.constants().size(); i++) {
      assertArrayEquals(
          image.constants().get(i).toArray(ValueLayout.JAVA_BYTE),
          copy.constants().get(i).toArray(ValueLayout.JAVA_BYTE));
    }
    HandedBack part = copy.handedBack().getFirst();
    assertEquals(image.handedBack().getFirst().fallback(), part.fallback());
    assertEquals(image.handedBack().getFirst().firstSlot(), part.firstSlot());
    assertEquals(
        HloPrinter.print(image.handedBack().getFirst().program(), PrintForm.LONG),
        HloPrinter.print(part.program(), PrintForm.LONG));
  }

  @Test
  void callsOfASequenceAreReadAsTheyWereWritten() throws IOException {
    HloModule module =
        module("HloModule m ENTRY main { x = f32[9] parameter(0) ROOT r = f32[9] negate(x) }");
    KernelPlan plan = KernelPlan.of(module, TARGET);
    BufferAssignment memory = BufferAssignment.assign(module, AssignmentOptions.DEFAULT);
    EmissionOptions emission = new EmissionOptions(true, 10, false, true, false, true);
    NativeProgram program = ProgramEmitter.emit(module, plan, memory, TARGET, emission);
    ProgramImage image = ProgramImage.of(module, program, List.of());
    assertEquals(1, image.calls().size());
    assertEquals(image.calls(), ImageCodec.decode(ImageCodec.encode(image)).calls());
  }

  @Test
  void halfAnImageIsNone() {
    byte[] bytes = ImageCodec.encode(image());
    byte[] half = Arrays.copyOf(bytes, bytes.length / 2);
    assertThrows(IOException.class, () -> ImageCodec.decode(half));
  }

  private static String key(String text, Options options, boolean parallel, String compiler) {
    return ImageCache.key(module(text), TARGET, parallel, options, compiler);
  }

  @Test
  void whatCodeDependsOnIsInTheKey() {
    String key = key(PROGRAM, Options.DEFAULT, true, "jars");
    assertEquals(key, key(PROGRAM, Options.DEFAULT.withSeed(7), true, "jars"));
    assertNotEquals(key, key(PROGRAM, Options.DEFAULT, false, "jars"));
    assertNotEquals(key, key(PROGRAM, Options.DEFAULT, true, "other jars"));
    assertNotEquals(key, key(PROGRAM, Options.DEFAULT.withMaxIterations(9), true, "jars"));
    Options fast = Options.builder().numerics(Numerics.FAST).build();
    assertNotEquals(key, key(PROGRAM, fast, true, "jars"));
    assertNotEquals(key, key(PROGRAM.replace("2.5", "2.25"), Options.DEFAULT, true, "jars"));
    assertNotEquals(key, key("// moves lines\n" + PROGRAM, Options.DEFAULT, true, "jars"));
  }

  @Test
  void aChangeBehindTheParserIsInTheKey() {
    HloModule module = module(PROGRAM);
    String key = ImageCache.key(module, TARGET, true, Options.DEFAULT, "jars");
    module.entry().setRoot(module.entry().root().operand(0));
    assertNotEquals(key, ImageCache.key(module, TARGET, true, Options.DEFAULT, "jars"));
  }
}
