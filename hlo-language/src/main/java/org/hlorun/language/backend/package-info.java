/**
 * How programs are run: a {@link org.hlorun.language.backend.Backend}, found with {@link
 * java.util.ServiceLoader}, compiles a module to an {@link org.hlorun.language.backend.Executable}.
 *
 * <p>A program is read, verified, compiled and run once; what is wrong with it or with its
 * arguments is an {@link org.hlorun.language.diagnostic.HloException}:
 *
 * {@snippet file="Embedding.java" region="run"}
 *
 * <p>An executable runs any number of times, by several threads at once too. Arguments in native
 * memory, as those that are mapped from a file, are read where they are; small arrays on the Java
 * heap are copied. {@link org.hlorun.language.backend.Executable#runInto} writes into memory that
 * is there already; a call of a small native program then costs about a microsecond:
 *
 * {@snippet file="Embedding.java" region="serve"}
 *
 * <p>The compiled code of a program stays on disk, unless {@link
 * org.hlorun.language.backend.CachePolicy} says otherwise: the next process that compiles the same
 * program with the same options loads it.
 */
package org.hlorun.language.backend;
