package org.hlorun.gpu.emulator.machine;

import java.util.Arrays;
import org.hlorun.gpu.emulator.memory.AddressMap;
import org.hlorun.gpu.emulator.memory.Region;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;

/**
 * 32 threads that run the same steps. Lanes that are at the same step form a group. The group with
 * the lowest step runs first, so that lanes that parted at a branch meet again where their paths
 * join: code is laid out such that the join comes after both paths. A step that needs lanes of
 * other groups keeps its own waiting until they come. A group that goes round a loop for long while
 * others wait lets them run for a while, as it may be waiting for what they do.
 *
 * <p>Register {@code n} of lane {@code k} is {@code registers[32 * n + k]}; a predicate is a mask.
 */
public final class Warp {
  /** Lanes of a warp. */
  public static final int LANES = 32;

  /** A group can run. */
  private static final int READY = -1;

  /** A group waits for more lanes to come to its step. */
  private static final int CONVERGING = -2;

  /** Jumps back after which a group lets others run. */
  private static final int PATIENCE = 2000;

  final long[] registers;
  final int[] predicates;
  final Region[] local;

  /** Where the lanes of the step that runs go to in memory. */
  final long[] offsets = new long[LANES];

  private final AsyncCopies copies = new AsyncCopies();
  private final long[] initial;
  private final Block block;
  private final int index;
  private final Step[] steps;
  private final int[] at = new int[LANES];
  private final int[] masks = new int[LANES];

  /** READY, CONVERGING, or the number of the barrier at which a group waits. */
  private final int[] states = new int[LANES];

  private int groups;
  private int current;
  private int live;
  private int jumps;
  private boolean rotate;
  private boolean paused;

  /** The step at which it last asked in vain whether a phase is over; -1 once it went on. */
  private int asking = -1;

  private final WarpgroupProducts products = new WarpgroupProducts();
  private int running;

  Warp(Block block, int index) {
    this.block = block;
    this.index = index;
    Program program = block.program();
    steps = program.steps();
    registers = new long[program.registers() * LANES];
    predicates = new int[program.predicates()];
    local = new Region[program.localBytes() == 0 ? 0 : LANES];
    for (int lane = 0; lane < local.length; lane++) {
      local[lane] =
          new Region("local memory", AddressMap.FIRST, program.localBytes(), false, block.checks());
    }
    initial = program.initialRegisters(this);
  }

  /** Makes it ready for a block: all threads are at the first step. */
  void reset() {
    int threads = Math.min(LANES, block.threads() - index * LANES);
    live = threads == LANES ? -1 : (1 << threads) - 1;
    groups = 1;
    at[0] = 0;
    masks[0] = live;
    states[0] = READY;
    jumps = 0;
    rotate = false;
    System.arraycopy(initial, 0, registers, 0, registers.length);
    Arrays.fill(predicates, 0);
    block.program().setBlock(this);
    copies.clear();
    products.clear();
    asking = -1;
    for (Region region : local) {
      region.forget();
    }
  }

  public Block block() {
    return block;
  }

  /** Its number in its block. */
  public int index() {
    return index;
  }

  /** Copies that were not waited for. */
  AsyncCopies copies() {
    return copies;
  }

  /** Products of matrices that were not waited for. */
  WarpgroupProducts products() {
    return products;
  }

  /** The lanes that have not ended. */
  int live() {
    return live;
  }

  boolean finished() {
    return live == 0;
  }

  /** Sets a predicate for some lanes. */
  void setPredicate(int predicate, int active, int value) {
    predicates[predicate] = predicates[predicate] & ~active | value & active;
  }

  /** The address of the region of a lane's local memory, or null if the kernel has none. */
  Region localOf(int lane) {
    return local.length == 0 ? null : local[lane];
  }

  /**
   * Runs until all its lanes have ended or wait, or have run so many steps.
   *
   * @return how many steps were run
   */
  long run(long budget) {
    long left = budget;
    paused = false;
    asking = -1;
    try {
      while (left > 0 && !paused && select()) {
        left -= runGroup(left);
      }
    } catch (LaneFault fault) {
      throw block.describe(this, steps[running], fault);
    }
    return budget - left;
  }

  /** Runs the current group until it has to be looked after. */
  private long runGroup(long budget) {
    int mask = masks[current];
    int pc = at[current];
    int limit = nextGroup(pc);
    long left = budget;
    while (left > 0) {
      left--;
      running = pc;
      Step step = steps[pc];
      int active = step.active(this, mask);
      int next = pc + 1;
      if (active == 0) {
        // No lane runs it.
      } else if (step instanceof LaneStep simple) {
        simple.run(this, active);
      } else {
        next = step.execute(this, active, mask, pc);
      }
      if (next == Step.REGROUP) {
        return budget - left;
      }
      if (next <= pc && groups > 1 && jumpedBack()) {
        at[current] = next;
        return budget - left;
      }
      pc = next;
      if (pc >= limit) {
        break;
      }
    }
    at[current] = pc;
    return budget - left;
  }

  private boolean jumpedBack() {
    jumps++;
    if (jumps > PATIENCE) {
      jumps = 0;
      rotate = true;
    }
    return true;
  }

  /** The lowest step behind {@code pc} where another group is. */
  private int nextGroup(int pc) {
    int next = Integer.MAX_VALUE;
    for (int g = 0; g < groups; g++) {
      if (at[g] > pc && at[g] < next) {
        next = at[g];
      }
    }
    return next;
  }

  /** Joins groups that have met and chooses the one to run. False if none can run. */
  private boolean select() {
    if (groups == 1 && states[0] == READY) {
      current = 0;
      return true;
    }
    merge();
    int best = -1;
    for (int g = 0; g < groups; g++) {
      boolean skipped = rotate && g == current;
      if (states[g] == READY && !skipped && (best < 0 || at[g] < at[best])) {
        best = g;
      }
    }
    if (best < 0 && rotate) {
      best = current < groups && states[current] == READY ? current : -1;
    }
    rotate = false;
    if (best >= 0) {
      current = best;
    }
    return best >= 0;
  }

  private void merge() {
    for (int a = 0; a < groups; a++) {
      for (int b = groups - 1; b > a; b--) {
        if (at[a] == at[b] && states[a] < 0 && states[b] < 0) {
          masks[a] |= masks[b];
          states[a] = READY;
          if (current == b) {
            current = a;
          }
          remove(b);
        }
      }
    }
  }

  private void remove(int group) {
    groups--;
    at[group] = at[groups];
    masks[group] = masks[groups];
    states[group] = states[groups];
    if (current == groups) {
      current = group;
    }
  }

  private void add(int step, int mask, int state) {
    at[groups] = step;
    masks[groups] = mask;
    states[groups] = state;
    groups++;
  }

  /** What to say if no warp of the block can run: whom this one waits for, or null. */
  HloException stuck() {
    for (int g = 0; g < groups; g++) {
      if (states[g] == CONVERGING) {
        LaneFault fault =
            fault(
                Integer.numberOfTrailingZeros(masks[g]),
                DiagnosticCode.DEADLOCK,
                "only lanes %s of the warp's %s come to this instruction together"
                    .formatted(lanes(masks[g]), lanes(live)),
                "all lanes that it names must come to it, not only those of one branch");
        return block.describe(this, steps[at[g]], fault);
      }
    }
    return null;
  }

  /** A mask for messages. */
  static String lanes(int mask) {
    return "0x%08x".formatted(mask);
  }

  /** Lanes of the current group go elsewhere, the others to the next step. */
  int split(int target, int active, int mask, int step) {
    masks[current] = mask & ~active;
    at[current] = step + 1;
    add(target, active, READY);
    return Step.REGROUP;
  }

  /** Like {@link #split}, but of the other lanes those that are active stay at the same step. */
  int splitAgain(int target, int same, int active, int mask, int step) {
    leave(active, mask, step);
    add(target, same, READY);
    if (same != active) {
      add(step, active & ~same, READY);
    }
    return Step.REGROUP;
  }

  /** Lanes of the current group have ended. */
  int exit(int active, int mask, int step) {
    live &= ~active;
    leave(active, mask, step);
    for (int g = 0; g < groups; g++) {
      states[g] = states[g] == CONVERGING ? READY : states[g];
    }
    block.threadsEnded();
    return Step.REGROUP;
  }

  private void leave(int active, int mask, int step) {
    if (active == mask) {
      remove(current);
    } else {
      masks[current] = mask & ~active;
      at[current] = step + 1;
    }
  }

  /** Lanes of the current group wait at a step until others come there. */
  int converge(int active, int mask, int step) {
    leave(active, mask, step);
    add(step, active, CONVERGING);
    return Step.REGROUP;
  }

  /** Lanes of the current group wait at a barrier. */
  int await(int barrier, int active, int mask, int step) {
    leave(active, mask, step);
    add(step, active, barrier);
    return Step.REGROUP;
  }

  /** The step of a group that waits at a barrier, or null. */
  Step waitingStep(int barrier) {
    for (int g = 0; g < groups; g++) {
      if (states[g] == barrier) {
        return steps[at[g]];
      }
    }
    return null;
  }

  /** A barrier is complete: the groups that wait at it go on with the next step. */
  void release(int number, Barrier barrier) {
    for (int g = 0; g < groups; g++) {
      if (states[g] == number) {
        ((BarrierStep) steps[at[g]]).complete(this, masks[g], barrier.arrived(), barrier.yes());
        states[g] = READY;
        at[g]++;
        if (block.races() != null) {
          block.races().release(index, number);
        }
      }
    }
  }

  /** Lanes have waited for each other. */
  void synchronizeLanes() {
    if (block.races() != null) {
      block.races().synchronizeLanes(index);
    }
  }

  /** The number of the step that runs. */
  int running() {
    return running;
  }

  /** Lets other warps run first: this one only waits. */
  void pause() {
    paused = true;
  }

  /** All lanes of the current group go on, to ask again; others run first. */
  int askAgain(int step) {
    at[current] = step + 1;
    asking = step;
    paused = true;
    return Step.REGROUP;
  }

  /** The step at which its last turn ended by asking in vain whether a phase is over, or null. */
  Step askingStep() {
    return asking < 0 ? null : steps[asking];
  }

  /** An error of a lane, to be thrown. */
  LaneFault fault(int lane, DiagnosticCode code, String message, String remedy) {
    return new LaneFault(lane, code, message, remedy);
  }
}
