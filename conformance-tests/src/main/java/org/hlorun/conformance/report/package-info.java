/** Reports of corpus runs: a summary for people, JSON and JUnit's XML for machines. */
package org.hlorun.conformance.report;
