package com.acme.backoffice.billing;

import com.acme.backoffice.outside.LedgerDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.quartz.DisallowConcurrentExecution;
import org.quartz.Job;
import org.quartz.JobExecutionContext;
import org.quartz.JobExecutionException;

/** Settles every invoice once a night. */
@DisallowConcurrentExecution
public class NightlySettlement implements Job {
  private final LedgerDatabase ledger;

  public NightlySettlement(LedgerDatabase ledger) {
    this.ledger = ledger;
  }

  @Override
  public void execute(JobExecutionContext context) throws JobExecutionException {
    try {
      context.setResult(settleInvoices());
    } catch (SQLException e) {
      throw new JobExecutionException("Settlement stopped half way", e);
    }
  }

  private int settleInvoices() throws SQLException {
    int settled = 0;
    try (Connection connection = ledger.connect();
        Statement reading = connection.createStatement();
        Statement writing = connection.createStatement();
        ResultSet invoices = reading.executeQuery("select id from invoice order by id")) {
      while (invoices.next()) {
        settled +=
            writing.executeUpdate(
                "update invoice set settled = settled + 1 where id = " + invoices.getInt(1));
      }
    }
    return settled;
  }
}
