create table shop_order(
  id int generated always as identity primary key,
  item varchar(100) not null,
  paid boolean default false not null,
  confirmed boolean default false not null,
  cancelled boolean default false not null,
  reminders int default 0 not null);
create table customer(number varchar(20) primary key, name varchar(100), credit_limit decimal(12, 2));
create table ledger_entry(account varchar(20) primary key, amount decimal(12, 2));
insert into shop_order(item, cancelled) values ('tea', false), ('sugar', true), ('milk', false);
create table scheduled_tasks(
  task_name varchar(100) not null,
  task_instance varchar(100) not null,
  task_data blob,
  execution_time timestamp(6) with time zone not null,
  picked boolean not null,
  picked_by varchar(50),
  last_success timestamp(6) with time zone,
  last_failure timestamp(6) with time zone,
  consecutive_failures int,
  last_heartbeat timestamp(6) with time zone,
  version bigint not null,
  priority smallint,
  primary key (task_name, task_instance));
create table shedlock(
  name varchar(64) primary key,
  lock_until timestamp not null,
  locked_at timestamp not null,
  locked_by varchar(255) not null);
