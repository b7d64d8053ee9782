package org.hlorun.cli.command;

import java.util.List;
import org.hlorun.language.backend.Executable;
import org.hlorun.language.diagnostic.DiagnosticCode;
import org.hlorun.language.diagnostic.HloException;
import org.hlorun.language.ir.Attribute;
import org.hlorun.language.ir.HloModule;
import org.hlorun.language.ir.OpcodeClass;
import org.hlorun.language.literal.Literal;

/** The devices a program runs on: replicas, each of so many partitions. */
record DeviceGrid(int replicas, int partitions) {
  /** Every device is a thread; more than this is a slip. */
  private static final int MAX_DEVICES = 4096;

  /**
   * The grid that the user wants, else one device; but a program that communicates runs on as many
   * as its header says.
   *
   * @param replicas what the user wants, or 0
   * @param partitions what the user wants, or 0
   * @throws HloException {@code USAGE} if these are too many
   */
  static DeviceGrid of(HloModule module, int replicas, int partitions) {
    boolean communicates =
        module.computations().stream()
            .flatMap(computation -> computation.instructions().stream())
            .anyMatch(i -> i.opcode().opcodeClass() == OpcodeClass.COLLECTIVE);
    long ownReplicas = communicates ? module.find(Attribute.REPLICA_COUNT).orElse(1L) : 1;
    long ownPartitions = communicates ? module.find(Attribute.NUM_PARTITIONS).orElse(1L) : 1;
    long wantedReplicas = replicas > 0 ? replicas : Math.max(1, ownReplicas);
    long wantedPartitions = partitions > 0 ? partitions : Math.max(1, ownPartitions);
    if (wantedReplicas > MAX_DEVICES
        || wantedPartitions > MAX_DEVICES
        || wantedReplicas * wantedPartitions > MAX_DEVICES) {
      throw HloException.of(
          DiagnosticCode.USAGE,
          "%d replicas of %d partitions are more than %d devices."
              .formatted(wantedReplicas, wantedPartitions, MAX_DEVICES),
          "Give smaller numbers by --replicas and --partitions.");
    }
    return new DeviceGrid((int) wantedReplicas, (int) wantedPartitions);
  }

  int devices() {
    return replicas * partitions;
  }

  /** The result of each device. */
  List<Literal> run(Executable executable, List<List<Literal>> arguments) {
    return devices() == 1
        ? List.of(executable.run(arguments.getFirst()))
        : executable.runOnGrid(arguments, replicas, partitions);
  }
}
