package org.hlorun.gpu.emulator;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.hlorun.gpu.device.DeviceModule;
import org.hlorun.gpu.device.LaunchShape;

/**
 * Runs a few lines of PTX. They find {@code %t} (the thread), {@code %n} (threads of the block),
 * {@code %g} (the thread in the grid), addresses {@code %in0}, {@code %in1}, ... of inputs, {@code
 * %out}, and registers {@code %r<40>}, {@code %f<40>}, {@code %d<20>}, {@code %h<20>}, {@code
 * %rd<40>}, {@code %p<20>}; each thread's {@code %v} becomes its word of the result.
 */
final class KernelRunner {
  private final EmulatorOptions options;
  private int blocks = 1;
  private int threads = 32;
  private int sharedBytes;

  KernelRunner(EmulatorOptions options) {
    this.options = options;
  }

  static KernelRunner standard() {
    return new KernelRunner(EmulatorOptions.standard().withComputeCapability(120));
  }

  KernelRunner shape(int newBlocks, int newThreads, int newSharedBytes) {
    blocks = newBlocks;
    threads = newThreads;
    sharedBytes = newSharedBytes;
    return this;
  }

  /** The text that is run: the body stands in line 16. */
  static String text(String module, String body, int inputs) {
    StringBuilder parameters = new StringBuilder();
    StringBuilder loads = new StringBuilder();
    for (int i = 0; i < inputs; i++) {
      parameters.append(".param .u64 in").append(i).append(", ");
      loads.append("ld.param.u64 %%in%d, [in%d]; ".formatted(i, i));
    }
    return """
    .version 8.7
    .target sm_90a
    .address_size 64
    %s
    .visible .entry test(%s.param .u64 out) {
      .reg .pred %%p<20>;
      .reg .b16 %%h<20>;
      .reg .b32 %%t, %%n, %%g, %%v, %%r<40>;
      .reg .b64 %%in<4>, %%out, %%rd<40>;
      .reg .f32 %%f<40>;
      .reg .f64 %%d<20>;
      mov.u32 %%t, %%tid.x;
      mov.u32 %%n, %%ntid.x;
      mov.u32 %%g, %%ctaid.x;
      mad.lo.u32 %%g, %%g, %%n, %%t;
      %s
      ld.param.u64 %%out, [out];
      %s
    $STORE:
      mul.wide.u32 %%rd39, %%g, 4;
      add.u64 %%out, %%out, %%rd39;
      st.global.u32 [%%out], %%v;
      ret;
    }
    """
        .formatted(module.strip().replace("\n", " "), parameters, loads, body.strip());
  }

  int[] run(String body, int[]... inputs) {
    return runWith("", body, inputs);
  }

  int[] runWith(String module, String body, int[]... inputs) {
    int[] result = new int[blocks * threads];
    try (EmulatedDevice device = new EmulatedDevice(options)) {
      List<Long> addresses = new ArrayList<>();
      for (int[] input : inputs) {
        addresses.add(device.allocate(4L * input.length));
        device.copyToDevice(addresses.getLast(), MemorySegment.ofArray(input));
      }
      addresses.add(device.allocate(4L * result.length));
      try (DeviceModule loaded = device.load(text(module, body, inputs.length))) {
        device.launch(
            loaded.function("test"),
            new LaunchShape(blocks, threads, sharedBytes),
            addresses.stream().mapToLong(Long::longValue).toArray());
      }
      device.copyToHost(MemorySegment.ofArray(result), addresses.getLast());
      for (int i = 0; i < inputs.length; i++) {
        device.copyToHost(MemorySegment.ofArray(inputs[i]), addresses.get(i));
      }
      addresses.forEach(device::free);
    }
    return result;
  }
}
