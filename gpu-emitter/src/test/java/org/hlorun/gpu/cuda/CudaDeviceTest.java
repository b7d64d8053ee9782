package org.hlorun.gpu.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import jcuda.driver.CUresult;
import org.hlorun.gpu.codegen.GpuTarget;
import org.hlorun.gpu.device.DeviceFunction;
import org.hlorun.gpu.device.KernelLaunch;
import org.hlorun.gpu.device.LaunchShape;
import org.hlorun.gpu.emitter.GpuProgram;
import org.hlorun.gpu.emitter.GpuProgramEmitter;
import org.hlorun.gpu.emitter.Step;
import org.hlorun.gpu.runtime.GpuExecutable;
import org.hlorun.language.backend.Executable;
import org.hlorun.language.backend.Numerics;
import org.hlorun.language.backend.Options;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.diagnostic.SourceText;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.literal.Distribution;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.literal.RandomLiterals;
import org.hlorun.language.reader.ProgramReader;
import org.junit.jupiter.api.Test;

/** What the driver is asked for, in which order, and what happens when it refuses. */
class CudaDeviceTest {
  /** Calls that give something back: if one fails, that thing is still there. */
  private static final Set<String> RELEASES =
      Set.of(
          "memFree",
          "memFreeHost",
          "moduleUnload",
          "eventDestroy",
          "streamDestroy",
          "graphDestroy",
          "graphExecDestroy",
          "devicePrimaryCtxRelease");

  /** Two kernels behind each other: rows that are sorted are no part of what is done with them. */
  private static final HloModule MODULE =
      parse(
          """
          HloModule m
          add {
            a = f32[] parameter(0)
            b = f32[] parameter(1)
            ROOT c = f32[] add(a, b)
          }
          ENTRY e {
            x = f32[300,400] parameter(0)
            y = f32[400,300] parameter(1)
            p = f32[300,300] dot(x, y), lhs_contracting_dims={1}, rhs_contracting_dims={0}
            zero = f32[] constant(0)
            ROOT s = f32[300] reduce(p, zero), dimensions={0}, to_apply=add
          }
          """);

  /** A loop of five iterations, with a product in front and behind. */
  private static final String LOOP =
      """
      HloModule m
      body {
        s = (s32[], f32[40,40]) parameter(0)
        i = s32[] get-tuple-element(s), index=0
        x = f32[40,40] get-tuple-element(s), index=1
        one = s32[] constant(1)
        j = s32[] add(i, one)
        y = f32[40,40] dot(x, x), lhs_contracting_dims={1}, rhs_contracting_dims={0}
        ROOT n = (s32[], f32[40,40]) tuple(j, y)
      }
      condition {
        s = (s32[], f32[40,40]) parameter(0)
        i = s32[] get-tuple-element(s), index=0
        n = s32[] constant(5)
        ROOT c = pred[] compare(i, n), direction=LT
      }
      ENTRY e {
        x = f32[40,40] parameter(0)
        zero = s32[] constant(0)
        p = f32[40,40] dot(x, x), lhs_contracting_dims={1}, rhs_contracting_dims={0}
        t = (s32[], f32[40,40]) tuple(zero, p)
        w = (s32[], f32[40,40]) while(t), condition=condition, body=body
        l = f32[40,40] get-tuple-element(w), index=1
        ROOT q = f32[40,40] dot(l, p), lhs_contracting_dims={1}, rhs_contracting_dims={0}
      }
      """;

  private static final GpuProgram PROGRAM =
      GpuProgramEmitter.emit(MODULE, GpuTarget.of(90), Numerics.DEFAULT);

  private static List<Literal> arguments(HloModule module) {
    List<Literal> arguments = new ArrayList<>();
    for (HloInstruction parameter : module.entry().parameters()) {
      arguments.add(RandomLiterals.of(parameter.shape(), Distribution.UNIFORM, 1));
    }
    return arguments;
  }

  /** Compiles, runs some times and closes, as a back end does. */
  private static void run(FakeDriver driver, int times) {
    run(driver, times, MODULE, PROGRAM);
  }

  private static void run(FakeDriver driver, int times, HloModule module, GpuProgram program) {
    CudaDevice device = new CudaDevice(driver);
    Executable executable;
    try {
      executable =
          new GpuExecutable(module, program, device, List.of(), () -> null, Options.DEFAULT);
    } catch (HloException e) {
      try (device) {
        throw e;
      }
    }
    try (executable) {
      for (int i = 0; i < times; i++) {
        executable.run(arguments(module));
      }
    }
  }

  private static HloModule parse(String text) {
    return ProgramReader.read(SourceText.of("program", text));
  }

  private static List<String> kernels() {
    return PROGRAM.steps().stream().map(step -> ((Step.Launch) step).kernel()).toList();
  }

  @Test
  void launchesAreMadeOneByOneOnceAndThenAsAGraph() {
    FakeDriver driver = new FakeDriver();
    run(driver, 3);
    assertTrue(kernels().size() > 1, PROGRAM.ptx());
    List<String> thrice = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      thrice.addAll(kernels());
    }
    assertEquals(thrice, driver.ran);
    assertEquals(2, Collections.frequency(driver.calls, "graphLaunch"));
    assertEquals(1, Collections.frequency(driver.calls, "graphInstantiate"));
    // Once for the first run, and once to record them.
    assertEquals(2 * kernels().size(), Collections.frequency(driver.calls, "launchKernel"));
    assertEquals(List.of(), driver.mistakes);
    assertEquals(Set.of(), driver.live);
  }

  @Test
  void countedLoopsArePartOfTheGraph() {
    HloModule module = parse(LOOP);
    GpuProgram program = GpuProgramEmitter.emit(module, GpuTarget.of(90), Numerics.DEFAULT);
    FakeDriver driver = new FakeDriver();
    run(driver, 2, module, program);
    List<String> first = driver.ran.subList(0, driver.ran.size() / 2);
    assertTrue(first.size() >= 5 + 2, driver.ran::toString);
    assertEquals(first, driver.ran.subList(first.size(), driver.ran.size()));
    assertEquals(1, Collections.frequency(driver.calls, "graphLaunch"));
    assertEquals(first.size(), Collections.frequency(driver.calls, "launchKernel") / 2);
    assertEquals(List.of(), driver.mistakes);
    assertEquals(Set.of(), driver.live);
  }

  @Test
  void sharedMemoryIsAskedForBeforeLaunchesAreRecorded() {
    HloModule module =
        parse(
            """
            HloModule m
            ENTRY e {
              x = bf16[256,256] parameter(0)
              y = bf16[256,256] dot(x, x), lhs_contracting_dims={1}, rhs_contracting_dims={0}
              ROOT z = bf16[256,256] dot(y, x), lhs_contracting_dims={1}, rhs_contracting_dims={0}
            }
            """);
    GpuTarget target = GpuTarget.of(90).withBusyBlocks(1);
    GpuProgram program = GpuProgramEmitter.emit(module, target, Numerics.DEFAULT);
    FakeDriver driver = new FakeDriver();
    run(driver, 3, module, program);
    assertEquals(2 * 2, Collections.frequency(driver.calls, "funcSetAttribute"));
    assertEquals(3 * 2, driver.ran.size());
    assertEquals(List.of(), driver.mistakes);
    assertEquals(Set.of(), driver.live);
  }

  @Test
  void everyCallIsCheckedAndWhatWasMadeIsGivenBack() {
    FakeDriver whole = new FakeDriver();
    run(whole, 3);
    for (int i = 0; i < whole.calls.size(); i++) {
      FakeDriver driver = new FakeDriver();
      driver.failAt = i;
      String call = whole.calls.get(i) + ", call " + i;
      HloException error = assertThrows(HloException.class, () -> run(driver, 3), call);
      assertTrue(error.getMessage().contains("CUDA_ERROR_UNKNOWN"), error.getMessage());
      assertEquals(List.of(), driver.mistakes, call);
      int left = RELEASES.contains(whole.calls.get(i)) ? 1 : 0;
      assertEquals(left, driver.live.size(), call + " leaves " + driver.live);
    }
  }

  /** The made-up driver's clock counts a millisecond for every launch and every number written. */
  @Test
  void runsAreMeasuredBetweenTwoEventsWithoutTheCopies() {
    FakeDriver driver = new FakeDriver();
    long nanos = measure(driver, 4);
    int graphs = 4; // each is one launch, and writes one number
    assertEquals(2 * graphs * 1_000_000L, nanos);
    assertEquals((2 + graphs) * kernels().size(), driver.ran.size());
    assertEquals(List.of(), driver.mistakes);
    assertEquals(Set.of(), driver.live);
  }

  /** A run, and measured ones behind it. */
  private static long measure(FakeDriver driver, int runs) {
    CudaDevice device = new CudaDevice(driver);
    try (Executable executable =
        new GpuExecutable(MODULE, PROGRAM, device, List.of(), () -> null, Options.DEFAULT)) {
      executable.run(arguments(MODULE));
      return executable.nanosOnDevice(arguments(MODULE), runs).orElseThrow();
    }
  }

  @Test
  void everyCallOfMeasuringIsChecked() {
    FakeDriver whole = new FakeDriver();
    measure(whole, 2);
    int begin = whole.calls.lastIndexOf("eventCreate") - 1;
    int end = whole.calls.indexOf("eventElapsedTime");
    assertTrue(0 < begin && begin < end, whole.calls::toString);
    for (int i = begin; i <= end; i++) {
      FakeDriver driver = new FakeDriver();
      driver.failAt = i;
      String call = whole.calls.get(i) + ", call " + i;
      assertThrows(HloException.class, () -> measure(driver, 2), call);
      assertEquals(List.of(), driver.mistakes, call);
      assertEquals(Set.of(), driver.live, call);
    }
  }

  @Test
  void kernelsThatFailAreNamedWithTheirInstruction() {
    FakeDriver driver = new FakeDriver();
    driver.failingRun = kernels().size() - 1;
    String said = assertThrows(HloException.class, () -> run(driver, 1)).getMessage();
    assertTrue(said.contains("the kernel " + kernels().getLast() + " for the instruction"), said);
    assertTrue(said.contains("CUDA_ERROR_ILLEGAL_ADDRESS"), said);
    assertTrue(said.contains("(reduce)"), said);
    assertEquals(Set.of(), driver.live);
  }

  @Test
  void graphsThatFailNameTheirKernels() {
    FakeDriver driver = new FakeDriver();
    driver.failingRun = 2 * kernels().size() - 1;
    String said = assertThrows(HloException.class, () -> run(driver, 2)).getMessage();
    assertTrue(said.contains("one of " + kernels().size() + " kernels from"), said);
  }

  /** The driver reports a kernel's error at whatever is asked next, such as another launch. */
  @Test
  void aKernelIsNotBlamedForTheOneBefore() {
    FakeDriver driver = new FakeDriver();
    driver.failingRun = 0;
    try (CudaDevice device = new CudaDevice(driver)) {
      DeviceFunction function = device.load("text").function("kernel");
      LaunchShape shape = new LaunchShape(1, 32, 0);
      device.launch(new KernelLaunch(function, shape, "the first"));
      driver.workAll();
      HloException error =
          assertThrows(
              HloException.class,
              () -> device.launch(new KernelLaunch(function, shape, "the second")));
      assertTrue(
          error.getMessage().contains("(the kernel kernel for the first failed)"),
          error.getMessage());
    } catch (HloException e) {
      assertTrue(e.getMessage().contains("CUDA_ERROR_ILLEGAL_ADDRESS"), e.getMessage());
    }
  }

  @Test
  void manyLaunchesAreNotAllKept() {
    FakeDriver driver = new FakeDriver();
    driver.failingRun = 20_000;
    try (CudaDevice device = new CudaDevice(driver)) {
      DeviceFunction function = device.load("text").function("kernel");
      LaunchShape shape = new LaunchShape(1, 32, 0);
      for (int i = 0; i <= 20_000; i++) {
        device.launch(new KernelLaunch(function, shape, "number " + i));
        if (i < 20_000) {
          driver.workAll();
        }
      }
      String said = assertThrows(HloException.class, device::synchronize).getMessage();
      assertTrue(said.contains("for number 20000 failed"), said);
    } catch (HloException e) {
      assertTrue(e.getMessage().contains("CUDA_ERROR_ILLEGAL_ADDRESS"), e.getMessage());
    }
  }

  @Test
  void driversThatCannotFollowLaunchesRunThem() {
    FakeDriver driver = new FakeDriver();
    driver.writesValues = false;
    run(driver, 3);
    assertEquals(3 * kernels().size(), driver.ran.size());
    assertEquals(Set.of(), driver.live);
  }

  @Test
  void driversThatAreTooOldForThePtxAreNotUsed() {
    FakeDriver driver = new FakeDriver();
    driver.loads = CUresult.CUDA_ERROR_UNSUPPORTED_PTX_VERSION;
    HloException error = assertThrows(HloException.class, () -> run(driver, 1));
    assertEquals(DiagnosticCode.UNSUPPORTED, error.diagnostic().code());
    assertTrue(error.diagnostic().remedy().contains("newer driver"), error.getMessage());
    assertEquals(Set.of(), driver.live);
  }

  @Test
  void copiesOverlapInTwoPiecesOfLockedMemory() {
    FakeDriver driver = new FakeDriver();
    byte[] bytes = new byte[(int) (3 * CudaStaging.PIECE + 17)];
    new Random(3).nextBytes(bytes);
    byte[] back = new byte[bytes.length];
    try (CudaDevice device = new CudaDevice(driver)) {
      long address = device.allocate(bytes.length);
      int start = driver.calls.size();
      device.copyToDevice(address, MemorySegment.ofArray(bytes));
      List<String> upload = driver.calls.subList(start, driver.calls.size());
      // The first two pieces wait for nothing.
      assertTrue(
          upload.indexOf("eventSynchronize") > upload.lastIndexOf("memHostAlloc"),
          upload::toString);
      assertEquals(2, Collections.frequency(upload, "eventSynchronize"));
      assertEquals(4, Collections.frequency(upload, "memcpyHtoDAsync"));
      assertFalse(upload.contains("streamSynchronize"), "the processor does not wait at the end");
      device.copyToHost(MemorySegment.ofArray(back), address);
      device.free(address);
    }
    assertArrayEquals(bytes, back);
    assertEquals(2 + 1, Collections.frequency(driver.calls, "memHostAlloc"));
    assertEquals(List.of(), driver.mistakes);
    assertEquals(Set.of(), driver.live);
  }

  @Test
  void machinesWithoutADriverAreTold() {
    FakeDriver driver = new FakeDriver();
    driver.failAt = 0;
    HloException error = assertThrows(HloException.class, () -> new CudaDevice(driver));
    assertEquals(DiagnosticCode.UNSUPPORTED, error.diagnostic().code());
    assertNotNull(error.diagnostic().remedy());
  }
}
