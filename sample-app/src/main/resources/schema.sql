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
