package org.hlorun.gpu.runtime;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hlorun.gpu.device.Device;
import org.hlorun.gpu.device.DeviceModule;
import org.hlorun.gpu.device.KernelLaunch;
import org.hlorun.gpu.device.LaunchSequence;
import org.hlorun.gpu.emitter.Step;
import org.hlorun.language.backend.KernelRun;
import org.hlorun.language.backend.Monitor;

/**
 * The launches of a program. Those that follow each other are made one by one the first time, so
 * that an error is that of one kernel; from the second time on they are recorded and started at
 * once, if the device can do that.
 */
final class Launches implements AutoCloseable {
  private final Device device;
  private final DeviceModule kernels;
  private final DeviceMemory memory;
  private final Monitor monitor;
  private final Map<Step.Launch, KernelLaunch> prepared = new IdentityHashMap<>();
  private final Map<Step.Launch, Optional<LaunchSequence>> recorded = new IdentityHashMap<>();

  /**
   * @param kernels the kernels of the program; null if it has none
   */
  Launches(Device device, DeviceModule kernels, DeviceMemory memory, Monitor monitor) {
    this.device = device;
    this.kernels = kernels;
    this.memory = memory;
    this.monitor = monitor;
  }

  /**
   * Makes launches that follow each other.
   *
   * @param poll asked before single launches
   */
  void launch(List<Step.Launch> launches, Runnable poll) {
    Step.Launch first = launches.getFirst();
    boolean isKnown = prepared.containsKey(first);
    boolean together = isKnown && launches.size() > 1 && !monitor.wantsKernels();
    Optional<LaunchSequence> sequence =
        together
            ? recorded.computeIfAbsent(
                first, f -> device.record(launches.stream().map(this::prepare).toList()))
            : Optional.empty();
    if (sequence.isPresent()) {
      sequence.get().launch();
      return;
    }
    for (Step.Launch launch : launches) {
      poll.run();
      launch(launch);
    }
  }

  /** The addresses of arguments stay the same from run to run. */
  private KernelLaunch prepare(Step.Launch launch) {
    return prepared.computeIfAbsent(
        launch,
        step ->
            new KernelLaunch(
                kernels.function(step.kernel()),
                step.shape(),
                InstructionName.of(step.instruction()),
                step.arguments().stream().mapToLong(memory::address).toArray()));
  }

  private void launch(Step.Launch launch) {
    long start = System.nanoTime();
    device.launch(prepare(launch));
    if (monitor.wantsKernels()) {
      device.synchronize();
      long nanos = System.nanoTime() - start;
      monitor.kernelDone(
          new KernelRun(launch.instruction(), launch.kernel(), launch.isFirst(), start, nanos));
    }
  }

  @Override
  public void close() {
    recorded.values().forEach(sequence -> sequence.ifPresent(LaunchSequence::close));
    recorded.clear();
  }
}
