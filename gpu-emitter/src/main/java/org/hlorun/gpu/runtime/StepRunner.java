package org.hlorun.gpu.runtime;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.hlorun.bufferassignment.BufferSlice;
import org.hlorun.gpu.device.Device;
import org.hlorun.gpu.emitter.Step;
import org.hlorun.language.backend.Executable;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.literal.ArrayLiteral;
import org.hlorun.language.literal.Literal;

/** One run: launches kernels in order, and reads back what loops and branches depend on. */
final class StepRunner {
  /** Launches of a loop that are made together. */
  private static final int MOST_LAUNCHES = 2048;

  private final Device device;
  private final DeviceMemory memory;
  private final List<Executable> handedBack;
  private final RunLimits limits;
  private final Launches launches;

  StepRunner(
      Device device,
      DeviceMemory memory,
      List<Executable> handedBack,
      RunLimits limits,
      Launches launches) {
    this.device = device;
    this.memory = memory;
    this.handedBack = handedBack;
    this.limits = limits;
    this.launches = launches;
  }

  void run(List<Step> steps) {
    for (int i = 0; i < steps.size(); i++) {
      limits.poll();
      switch (steps.get(i)) {
        case Step.Launch launch -> i += launchAll(steps.subList(i, steps.size())) - 1;
        case Step.HandBack call -> handBack(call);
        case Step.Loop loop when add(loop, new ArrayList<>()) ->
            i += launchAll(steps.subList(i, steps.size())) - 1;
        case Step.Loop loop -> loop(loop);
        case Step.Branch branch -> run(branch.branches().get(chosen(branch)));
      }
    }
  }

  /** Makes the launches that some steps begin with, and gives how many steps they are. */
  private int launchAll(List<Step> steps) {
    List<Step.Launch> together = new ArrayList<>();
    int taken = 0;
    while (taken < steps.size() && add(steps.get(taken), together)) {
      taken++;
    }
    if (!together.isEmpty()) {
      launches.launch(together, limits::poll);
    }
    return taken;
  }

  /**
   * Adds the launches that a step is made of: one, or those of a loop whose iterations are counted
   * and few. Says whether it is made of nothing else.
   */
  private boolean add(Step step, List<Step.Launch> together) {
    if (step instanceof Step.Launch launch) {
      return together.add(launch);
    }
    if (!(step instanceof Step.Loop loop) || loop.iterations() == Step.Loop.UNKNOWN) {
      return false;
    }
    List<Step.Launch> body = new ArrayList<>();
    if (!loop.body().stream().allMatch(inside -> add(inside, body))
        || loop.iterations() > MOST_LAUNCHES / Math.max(1, body.size())) {
      return false;
    }
    limits.iterate(loop.iterations());
    for (long i = 0; i < loop.iterations(); i++) {
      together.addAll(body);
    }
    return true;
  }

  private void handBack(Step.HandBack call) {
    List<Literal> operands = new ArrayList<>();
    int next = 0;
    for (HloInstruction operand : call.instruction().operands()) {
      Literal value = LiteralLeaves.allocate(operand.shape());
      for (ArrayLiteral leaf : LiteralLeaves.of(value)) {
        read(leaf.segment(), call.operands().get(next++));
      }
      operands.add(value);
    }
    Literal result = handedBack.get(call.number()).run(operands);
    List<ArrayLiteral> leaves = LiteralLeaves.of(result);
    for (int i = 0; i < leaves.size(); i++) {
      MemorySegment segment = leaves.get(i).segment();
      if (segment.byteSize() > 0) {
        device.copyToDevice(memory.address(call.results().get(i)), segment);
      }
    }
  }

  private void read(MemorySegment to, BufferSlice slice) {
    if (to.byteSize() > 0) {
      device.copyToHost(to, memory.address(slice));
    }
  }

  private void loop(Step.Loop loop) {
    for (long iteration = 1; goesOn(loop, iteration); iteration++) {
      limits.iterate(iteration);
      run(loop.body());
    }
  }

  /** Where the number of iterations is known, the device need not be waited for. */
  private boolean goesOn(Step.Loop loop, long iteration) {
    if (loop.iterations() != Step.Loop.UNKNOWN) {
      return iteration <= loop.iterations();
    }
    run(loop.condition());
    return readInteger(loop.predicate(), true) != 0;
  }

  private int chosen(Step.Branch branch) {
    int value = readInteger(branch.selector(), branch.isPredicate());
    int last = branch.branches().size() - 1;
    if (branch.isPredicate()) {
      return value != 0 ? 0 : 1;
    }
    return value < 0 || value > last ? last : value;
  }

  private int readInteger(BufferSlice slice, boolean isPredicate) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment word = arena.allocate(isPredicate ? 1 : 4, 4);
      read(word, slice);
      return isPredicate ? word.get(ValueLayout.JAVA_BYTE, 0) : word.get(ValueLayout.JAVA_INT, 0);
    }
  }
}
