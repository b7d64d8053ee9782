package org.hlorun.bufferassignment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.hlorun.language.backend.Backend;
import org.hlorun.language.backend.Executable;
import org.hlorun.language.backend.Options;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloComputation;
import org.hlorun.language.ir.HloInstruction;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.ModuleCloner;
import org.hlorun.language.literal.Literal;
import org.hlorun.language.literal.RandomLiterals;
import org.junit.jupiter.api.Test;

/** Random programs, in random orders: their plans are right, and they still mean the same. */
class RandomProgramTest {
  private static final int PROGRAMS = Integer.getInteger("hlo.buffers.programs", 150);
  private static final long SEED = Long.getLong("hlo.buffers.seed", 1);

  @Test
  void plansAreRightAndMeaningsStay() {
    for (long seed = SEED; seed < SEED + PROGRAMS; seed++) {
      check(seed, seed % 10 == 0);
    }
  }

  /** Plans one program in several ways; runs it before and after if asked to. */
  static void check(long seed, boolean run) {
    String text = new RandomPrograms(seed).program();
    HloModule module = Plans.parse(text);
    for (boolean shuffled : new boolean[] {false, true}) {
      for (boolean donate : new boolean[] {false, true}) {
        HloModule planned = ModuleCloner.clone(module);
        if (shuffled) {
          shuffle(planned, new Random(seed));
        }
        try {
          Plans.of(planned, AssignmentOptions.DEFAULT.withDonation(donate));
        } catch (RuntimeException e) {
          throw new AssertionError("seed " + seed + "\n" + text, e);
        }
        if (run && !donate) {
          assertEquals(result(module), result(planned), () -> "seed " + seed + "\n" + text);
        }
      }
    }
  }

  private static Literal result(HloModule module) {
    Backend interpreter = Backend.named("interpreter").orElseThrow();
    try (Executable executable = interpreter.compile(module, Options.DEFAULT)) {
      List<Literal> arguments = new ArrayList<>();
      for (HloInstruction parameter : module.entry().parameters()) {
        arguments.add(RandomLiterals.of(parameter.shape(), arguments.size()));
      }
      return executable.run(arguments);
    }
  }

  /** Puts every computation into a random order that it may run in, and says so. */
  private static void shuffle(HloModule module, Random random) {
    for (HloComputation computation : module.computations()) {
      Map<HloInstruction, Integer> waiting = new HashMap<>();
      List<HloInstruction> ready = new ArrayList<>();
      for (HloInstruction instruction : computation.instructions()) {
        waiting.put(instruction, (int) instruction.operands().stream().distinct().count());
        if (instruction.operandCount() == 0) {
          ready.add(instruction);
        }
      }
      List<HloInstruction> order = new ArrayList<>();
      while (!ready.isEmpty()) {
        HloInstruction next = ready.remove(random.nextInt(ready.size()));
        order.add(next);
        for (HloInstruction user : next.users()) {
          if (waiting.merge(user, -1, Integer::sum) == 0) {
            ready.add(user);
          }
        }
      }
      computation.reorder(order);
    }
    module.setAttributes(module.attributes().with(Attribute.IS_SCHEDULED, true));
  }
}
