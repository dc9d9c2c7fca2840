package com.acme.backoffice.imports;

import org.springframework.batch.core.configuration.support.JdbcDefaultBatchConfiguration;
import org.springframework.context.annotation.Configuration;

/** Spring Batch with its job repository in the application's database. */
@Configuration
class BatchConfiguration extends JdbcDefaultBatchConfiguration {}
